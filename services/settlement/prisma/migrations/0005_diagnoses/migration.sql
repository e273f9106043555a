-- By hand: what the schema language cannot say.

-- Who was treated for something, and when, by the claims that name their diagnoses. It costs the others nothing.
CREATE INDEX "claim_diagnosed" ON "Claim" ("personRef", ("request"->>'servedOn')) WHERE "request" ? 'diagnoses';
