-- Every table of a database leads with database_id in its primary key, so that a distributed engine can shard by it.
-- Scopes are the server (sixteen zero bytes) and each database; a scope has the sequences, the audit chain's head
-- and the digests that notice rows which were rolled back, removed or added behind the program's back.

CREATE TABLE scopes (
    database_id BYTEA NOT NULL PRIMARY KEY,
    sequence BIGINT NOT NULL,
    rules_sequence BIGINT NOT NULL,
    state BYTEA NOT NULL,
    content BYTEA
);

CREATE TABLE audit (
    database_id BYTEA NOT NULL,
    number BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (database_id, number)
);

CREATE TABLE audit_heads (
    number BIGINT NOT NULL PRIMARY KEY,
    document BYTEA NOT NULL,
    signature BYTEA NOT NULL
);

CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    revision BIGINT NOT NULL,
    record BYTEA NOT NULL
);

CREATE TABLE users (
    user_id BYTEA NOT NULL PRIMARY KEY,
    name_index BYTEA NOT NULL UNIQUE,
    revision BIGINT NOT NULL,
    record BYTEA NOT NULL
);

CREATE TABLE credentials (
    user_id BYTEA NOT NULL PRIMARY KEY,
    revision BIGINT NOT NULL,
    record BYTEA NOT NULL
);

CREATE TABLE groups (
    group_id BYTEA NOT NULL PRIMARY KEY,
    name_index BYTEA NOT NULL UNIQUE,
    revision BIGINT NOT NULL,
    record BYTEA NOT NULL
);

CREATE TABLE group_members (
    group_id BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    PRIMARY KEY (group_id, user_id)
);

CREATE TABLE sessions (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    session_id BYTEA NOT NULL UNIQUE,
    user_id BYTEA NOT NULL,
    last_seen BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    record BYTEA NOT NULL
);
CREATE INDEX sessions_of_user ON sessions (user_id);

CREATE TABLE tries (
    counter BYTEA NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);

CREATE TABLE idempotent_answers (
    request BYTEA NOT NULL PRIMARY KEY,
    body_hash BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    answer BYTEA
);

CREATE TABLE databases (
    database_id BYTEA NOT NULL PRIMARY KEY,
    revision BIGINT NOT NULL,
    record BYTEA NOT NULL
);

CREATE TABLE key_wraps (
    database_id BYTEA NOT NULL,
    kind BIGINT NOT NULL,
    wrapped BYTEA NOT NULL,
    PRIMARY KEY (database_id, kind)
);

CREATE TABLE assignments (
    database_id BYTEA NOT NULL,
    principal_kind BIGINT NOT NULL,
    principal_id BYTEA NOT NULL,
    valid_from BIGINT,
    valid_to BIGINT,
    allow BIGINT NOT NULL,
    deny BIGINT NOT NULL,
    PRIMARY KEY (database_id, principal_kind, principal_id)
);

CREATE TABLE object_rules (
    database_id BYTEA NOT NULL,
    object_id BYTEA NOT NULL,
    principal_kind BIGINT NOT NULL,
    principal_id BYTEA NOT NULL,
    allow BIGINT NOT NULL,
    deny BIGINT NOT NULL,
    PRIMARY KEY (database_id, object_id, principal_kind, principal_id)
);

CREATE TABLE objects (
    database_id BYTEA NOT NULL,
    object_id BYTEA NOT NULL,
    parent_id BYTEA,
    kind BIGINT NOT NULL,
    inheritance BIGINT NOT NULL,
    position BIGINT NOT NULL,
    bin_at BIGINT,
    revision BIGINT NOT NULL,
    summary BYTEA NOT NULL,
    secret BYTEA,
    PRIMARY KEY (database_id, object_id)
);

CREATE TABLE versions (
    database_id BYTEA NOT NULL,
    object_id BYTEA NOT NULL,
    revision BIGINT NOT NULL,
    summary BYTEA NOT NULL,
    secret BYTEA,
    PRIMARY KEY (database_id, object_id, revision)
);

CREATE TABLE attachments (
    database_id BYTEA NOT NULL,
    object_id BYTEA NOT NULL,
    attachment_id BYTEA NOT NULL,
    record BYTEA NOT NULL,
    PRIMARY KEY (database_id, object_id, attachment_id)
);

CREATE TABLE attachment_chunks (
    database_id BYTEA NOT NULL,
    attachment_id BYTEA NOT NULL,
    number BIGINT NOT NULL,
    chunk BYTEA NOT NULL,
    PRIMARY KEY (database_id, attachment_id, number)
);

CREATE TABLE icons (
    database_id BYTEA NOT NULL,
    icon_id BYTEA NOT NULL,
    record BYTEA NOT NULL,
    PRIMARY KEY (database_id, icon_id)
);
