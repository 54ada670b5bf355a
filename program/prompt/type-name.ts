import type { FieldType } from '../field-type.ts';

type Literal = string | number | boolean;

/** The name under which a type is shown in prompts: DSPy's, as in `Literal['a', 'b']` or `Union[str, NoneType]`. */
export function typeName(type: FieldType): string {
  switch (type.kind) {
    case 'any':
      return 'Any';
    case 'null':
      return 'NoneType';
    case 'list':
      return `list[${typeName(type.item)}]`;
    case 'dict':
      return `dict[${typeName(type.key)}, ${typeName(type.value)}]`;
    case 'literal':
      return `Literal[${type.options.map(optionName).join(', ')}]`;
    case 'union':
      return `Union[${type.options.map(typeName).join(', ')}]`;
    case 'enum':
    case 'object':
      return type.name;
    default:
      return type.kind;
  }
}

function optionName(option: Literal): string {
  if (typeof option !== 'string') return optionText(option);
  if (!option.includes("'")) return `'${option}'`;
  return option.includes('"') ? `'${option.replaceAll("'", "\\'")}'` : `"${option}"`;
}

/** An option as a model should write it: Python's `str`. */
export function optionText(option: Literal): string {
  if (typeof option === 'boolean') return option ? 'True' : 'False';
  return String(option);
}
