-- Who put what into the bin; when stands with the object. What was there before this migration, or came in the bin of an
-- imported file, has no row.

CREATE TABLE binned (
    database_id BYTEA NOT NULL,
    object_id BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    PRIMARY KEY (database_id, object_id)
);
