import type { DataSchema } from '../form/schema.ts'

export const consumerGroupMemberMetadataValue = {
  name: 'ConsumerGroupMemberMetadataValue',
  key: 5,
  versions: '0',
  flexibleFrom: 0,
  about: 'A member of a consumer group and what it is subscribed to, in __consumer_offsets.',
  fields: [
    {
      name: 'instanceId',
      type: 'string',
      versions: '0+',
      nullable: '0+',
      about: 'Name of a static member; null for none',
    },
    {
      name: 'rackId',
      type: 'string',
      versions: '0+',
      nullable: '0+',
      about: 'Rack of the member; null for none',
    },
    {
      name: 'clientId',
      type: 'string',
      versions: '0+',
      about: 'Name that the client gave itself',
    },
    {
      name: 'clientHost',
      type: 'string',
      versions: '0+',
      about: 'Where the client is',
    },
    {
      name: 'subscribedTopicNames',
      type: '[]string',
      versions: '0+',
      about: 'Topics that the member is subscribed to; null for unchanged',
    },
    {
      name: 'subscribedTopicRegex',
      type: 'string',
      versions: '0+',
      nullable: '0+',
      about: 'Expression of topics that the member is subscribed to; null for unchanged',
    },
    {
      name: 'rebalanceTimeoutMs',
      type: 'int32',
      versions: '0+',
      default: -1,
      about: 'How long the member may take to let partitions go, in ms; -1 for unchanged',
    },
    {
      name: 'serverAssignor',
      type: 'string',
      versions: '0+',
      nullable: '0+',
      about: 'Assignor that the member prefers; null for none',
    },
    {
      name: 'classicMemberMetadata',
      type: 'ConsumerGroupClassicMemberMetadata',
      versions: '0+',
      nullable: '0+',
      tag: 0,
      tagged: '0+',
      default: null,
      about: 'What is kept of a member that speaks the classic protocol; null for others',
      fields: [
        {
          name: 'sessionTimeoutMs',
          type: 'int32',
          versions: '0+',
          about: 'Session of the member, in ms',
        },
        {
          name: 'supportedProtocols',
          type: '[]ConsumerGroupClassicProtocol',
          versions: '0+',
          about: 'Classic protocols of the member',
          fields: [
            {
              name: 'name',
              type: 'string',
              versions: '0+',
              about: 'Name of it',
            },
            {
              name: 'metadata',
              type: 'bytes',
              versions: '0+',
              about: 'Subscription in the bytes of the protocol',
            },
          ],
        },
      ],
    },
  ],
} satisfies DataSchema
