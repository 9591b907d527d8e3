-- Lists of one person: favourites, and what was used last. The record holds ids and is encrypted.

CREATE TABLE personal_lists (
    user_id BYTEA NOT NULL,
    list BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    record BYTEA NOT NULL,
    PRIMARY KEY (user_id, list)
);
