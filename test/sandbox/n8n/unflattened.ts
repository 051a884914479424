/**
 * What n8n stored of an execution. It keeps objects in the form of the npm package `flatted`: a JSON list of all values,
 * the first being the whole, where each text inside an object or a list is the place of a value in that list.
 */
export function unflattened(text: string): unknown {
  const values = JSON.parse(text) as unknown[];
  const built = new Map<number, unknown>();

  function at(index: number): unknown {
    if (built.has(index)) return built.get(index);
    const value = values[index];
    if (Array.isArray(value)) {
      const list: unknown[] = [];
      built.set(index, list);
      for (const item of value) list.push(inside(item));
      return list;
    }
    if (value !== null && typeof value === 'object') {
      const object: Record<string, unknown> = {};
      built.set(index, object);
      for (const [key, item] of Object.entries(value)) object[key] = inside(item);
      return object;
    }
    return value;
  }

  function inside(item: unknown): unknown {
    return typeof item === 'string' ? at(Number(item)) : item;
  }

  return at(0);
}
