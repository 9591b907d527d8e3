-- Second passwords: an object key wrapped under each. Sixteen zero bytes stand for the database.

CREATE TABLE second_passwords (
    database_id BYTEA NOT NULL,
    object_id BYTEA NOT NULL,
    key_id BYTEA NOT NULL,
    wrapped BYTEA NOT NULL,
    PRIMARY KEY (database_id, object_id)
);
