-- What was imported at one time, so that it can be undone. Coming in or going out piece by piece, its objects are there
-- and yet not to be seen: whatever loads a database leaves them out.

CREATE TABLE imports (
    database_id BYTEA NOT NULL,
    import_id BYTEA NOT NULL,
    state BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    record BYTEA NOT NULL,
    PRIMARY KEY (database_id, import_id)
);
CREATE TABLE import_items (
    database_id BYTEA NOT NULL,
    import_id BYTEA NOT NULL,
    number BIGINT NOT NULL,
    items BYTEA NOT NULL,
    PRIMARY KEY (database_id, import_id, number)
);
