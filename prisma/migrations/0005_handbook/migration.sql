-- By hand: what the schema language cannot say.

-- Numbers of handbooks 门特手册. A number that was drawn and not used leaves a gap that means nothing.
CREATE SEQUENCE "handbook_number";
