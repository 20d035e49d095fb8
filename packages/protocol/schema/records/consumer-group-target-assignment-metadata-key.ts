import type { DataSchema } from '../form/schema.ts'

export const consumerGroupTargetAssignmentMetadataKey = {
  name: 'ConsumerGroupTargetAssignmentMetadataKey',
  key: 6,
  versions: '0',
  flexibleFrom: null,
  about: "Key of the epoch of a consumer group's target assignment, in __consumer_offsets.",
  fields: [
    {
      name: 'groupId',
      type: 'string',
      versions: '0',
      about: 'Id of the group',
    },
  ],
} satisfies DataSchema
