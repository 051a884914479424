/**
 * A value that is made when it is first asked for, and kept. Every schema is one: zod gives each some eighty functions of its
 * own, which would take most of the time that it takes to import the library.
 */
/* @__NO_SIDE_EFFECTS__ */
export function once<Value extends object>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => (made ??= make());
}
