/** A value that is only read: what is frozen, or written with `as const`, is taken as well. */
export type Immutable<Value> = Value extends (...args: never[]) => unknown
  ? Value
  : { readonly [Key in keyof Value]: Immutable<Value[Key]> };
