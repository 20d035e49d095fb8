import type { DataSchema } from '../form/schema.ts'

export const consumerGroupRegularExpressionValue = {
  name: 'ConsumerGroupRegularExpressionValue',
  key: 16,
  versions: '0',
  flexibleFrom: 0,
  about:
    'The topics of an expression that members of a consumer group are subscribed to, in __consumer_offsets.',
  fields: [
    {
      name: 'topics',
      type: '[]string',
      versions: '0+',
      about: 'The topics',
    },
    {
      name: 'version',
      type: 'int64',
      versions: '0+',
      about: 'Version of the metadata that was looked at',
    },
    {
      name: 'timestamp',
      type: 'int64',
      versions: '0+',
      about: 'When it was resolved, in ms',
    },
  ],
} satisfies DataSchema
