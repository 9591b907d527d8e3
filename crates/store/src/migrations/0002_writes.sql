-- Every write of a scope raises a counter, which its sealed state is bound to; 0: not written since this migration.
ALTER TABLE scopes ADD COLUMN writes BIGINT NOT NULL DEFAULT 0;

-- Counters of tries are forgotten by age.
CREATE INDEX tries_of_age ON tries (last_at);
