/**
 * The form of the descriptions, as packages/protocol/schema states it. The specifier ends in .js because that project builds
 * to another place: TypeScript refuses to rewrite a .ts specifier across projects. Only types pass, so nothing is loaded.
 */
export type {
  ApiSchema,
  DataSchema,
  FieldSchema,
  MessageSchema,
} from '../../../packages/protocol/schema/form/schema.js'
