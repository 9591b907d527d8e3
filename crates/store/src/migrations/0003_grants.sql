-- Grants, and how far each person has come with the seal of one. The object's id stands in clear so that a grant ends
-- with its object; everything else is in the encrypted record.

CREATE TABLE grants (
    database_id BYTEA NOT NULL,
    grant_id BYTEA NOT NULL,
    object_id BYTEA NOT NULL,
    revision BIGINT NOT NULL,
    record BYTEA NOT NULL,
    PRIMARY KEY (database_id, grant_id)
);
CREATE INDEX grants_of_object ON grants (database_id, object_id);

CREATE TABLE seal_progress (
    database_id BYTEA NOT NULL,
    grant_id BYTEA NOT NULL,
    person_id BYTEA NOT NULL,
    revision BIGINT NOT NULL,
    record BYTEA NOT NULL,
    PRIMARY KEY (database_id, grant_id, person_id)
);
