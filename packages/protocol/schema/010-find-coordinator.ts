import type { ApiSchema } from './form/schema.ts'

export const findCoordinator = {
  key: 10,
  name: 'FindCoordinator',
  versions: '0-6',
  flexibleFrom: 3,
  request: {
    fields: [
      { name: 'key', type: 'string', versions: '0-3', about: 'Group id or transactional id' },
      {
        name: 'keyType',
        type: 'int8',
        versions: '1+',
        about: '0 group, 1 transactional id, 2 share group partition',
      },
      {
        name: 'coordinatorKeys',
        type: '[]string',
        versions: '4+',
        about: 'Group ids or transactional ids whose coordinator is sought',
      },
    ],
  },
  response: {
    fields: [
      {
        name: 'throttleTimeMs',
        type: 'int32',
        versions: '1+',
        ignorable: true,
        about: 'How long the answer was held back by a quota, in ms',
      },
      { name: 'errorCode', type: 'int16', versions: '0-3', about: 'Error code; 0 for none' },
      {
        name: 'errorMessage',
        type: 'string',
        versions: '1-3',
        nullable: '1-3',
        ignorable: true,
        about: 'What went wrong, in words; null for nothing',
      },
      { name: 'nodeId', type: 'int32', versions: '0-3', about: 'Id of the node' },
      { name: 'host', type: 'string', versions: '0-3', about: 'Host name' },
      { name: 'port', type: 'int32', versions: '0-3', about: 'TCP port' },
      {
        name: 'coordinators',
        type: '[]Coordinator',
        versions: '4+',
        about: 'One answer per key',
        fields: [
          { name: 'key', type: 'string', versions: '4+', about: 'Group id or transactional id' },
          { name: 'nodeId', type: 'int32', versions: '4+', about: 'Id of the node' },
          { name: 'host', type: 'string', versions: '4+', about: 'Host name' },
          { name: 'port', type: 'int32', versions: '4+', about: 'TCP port' },
          { name: 'errorCode', type: 'int16', versions: '4+', about: 'Error code; 0 for none' },
          {
            name: 'errorMessage',
            type: 'string',
            versions: '4+',
            nullable: '4+',
            ignorable: true,
            about: 'What went wrong, in words; null for nothing',
          },
        ],
      },
    ],
  },
} satisfies ApiSchema
