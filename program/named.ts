/** Whether a value holds other values by name, as inputs and outputs must. */
export function isNamed(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
