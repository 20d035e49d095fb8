import type { DataSchema } from '../form/schema.ts'

export const consumerGroupMetadataValue = {
  name: 'ConsumerGroupMetadataValue',
  key: 3,
  versions: '0',
  flexibleFrom: 0,
  about: 'A consumer group, its epoch, in __consumer_offsets.',
  fields: [
    {
      name: 'epoch',
      type: 'int32',
      versions: '0+',
      about: 'Epoch of the group',
    },
    {
      name: 'metadataHash',
      type: 'hash64',
      versions: '0+',
      tag: 0,
      tagged: '0+',
      default: 0,
      about: 'Hash of the topics that the group is subscribed to',
    },
  ],
} satisfies DataSchema
