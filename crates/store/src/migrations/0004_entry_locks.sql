-- Who edits what: a lease that is renewed. Of the token that was handed out only its SHA-256 is here.

CREATE TABLE entry_locks (
    database_id BYTEA NOT NULL,
    object_id BYTEA NOT NULL,
    session_id BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    token_hash BYTEA NOT NULL,
    since BIGINT NOT NULL,
    saved_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (database_id, object_id)
);
CREATE INDEX entry_locks_of_session ON entry_locks (session_id);
CREATE INDEX entry_locks_of_age ON entry_locks (expires_at);
