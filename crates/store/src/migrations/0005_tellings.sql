-- What people and programs are told, and what waits to be told. A row is of a kind (see tellings.rs), belongs to a
-- person or a webhook, and says everything else in its encrypted record. How far the audit was told of stands in
-- `revision` of a kind of its own, without a record.

CREATE TABLE tellings (
    kind BIGINT NOT NULL,
    owner_id BYTEA NOT NULL,
    item_id BYTEA NOT NULL,
    revision BIGINT NOT NULL,
    record BYTEA NOT NULL,
    PRIMARY KEY (kind, owner_id, item_id)
);
