import type { DataSchema } from '../form/schema.ts'

export const consumerGroupRegularExpressionKey = {
  name: 'ConsumerGroupRegularExpressionKey',
  key: 16,
  versions: '0',
  flexibleFrom: null,
  about:
    'Key of the topics of an expression that members of a consumer group are subscribed to, in __consumer_offsets.',
  fields: [
    {
      name: 'groupId',
      type: 'string',
      versions: '0',
      about: 'Id of the group',
    },
    {
      name: 'regularExpression',
      type: 'string',
      versions: '0',
      about: 'The expression',
    },
  ],
} satisfies DataSchema
