import type { DataSchema } from '../form/schema.ts'

export const consumerGroupMetadataKey = {
  name: 'ConsumerGroupMetadataKey',
  key: 3,
  versions: '0',
  flexibleFrom: null,
  about: 'Key of a consumer group, its epoch, in __consumer_offsets.',
  fields: [
    {
      name: 'groupId',
      type: 'string',
      versions: '0',
      about: 'Id of the group',
    },
  ],
} satisfies DataSchema
