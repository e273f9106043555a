/** A calendar day `YYYY-MM-DD`, without time or zone. Compares correctly as text. */
export type PlainDate = string & { readonly __brand: 'PlainDate' };
