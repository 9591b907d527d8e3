-- Attachments on their way: their chunks come before their row. What broke off is found, and put away, by this list.

CREATE TABLE staged_attachments (
    database_id BYTEA NOT NULL,
    attachment_id BYTEA NOT NULL,
    begun_at BIGINT NOT NULL,
    PRIMARY KEY (database_id, attachment_id)
);
