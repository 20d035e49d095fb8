import type { DataSchema } from '../form/schema.ts'

export const consumerGroupMemberMetadataKey = {
  name: 'ConsumerGroupMemberMetadataKey',
  key: 5,
  versions: '0',
  flexibleFrom: null,
  about: 'Key of a member of a consumer group and what it is subscribed to, in __consumer_offsets.',
  fields: [
    {
      name: 'groupId',
      type: 'string',
      versions: '0',
      about: 'Id of the group',
    },
    {
      name: 'memberId',
      type: 'string',
      versions: '0',
      about: 'Id of the member',
    },
  ],
} satisfies DataSchema
