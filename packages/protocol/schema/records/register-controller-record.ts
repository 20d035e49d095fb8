import type { DataSchema } from '../form/schema.ts'

export const registerControllerRecord = {
  name: 'RegisterControllerRecord',
  key: 27,
  versions: '0',
  flexibleFrom: 0,
  about: 'A controller registered.',
  fields: [
    { name: 'controllerId', type: 'int32', versions: '0+', about: 'Id of the controller' },
    { name: 'incarnationId', type: 'uuid', versions: '0+', about: 'Identity of this run of the process' },
    {
      name: 'zkMigrationReady',
      type: 'bool',
      versions: '0+',
      about: 'Whether a migration from ZooKeeper could start',
    },
    {
      name: 'endPoints',
      type: '[]ControllerEndpoint',
      versions: '0+',
      about: 'Where the node listens',
      fields: [
        { name: 'name', type: 'string', versions: '0+', about: 'Name of it' },
        { name: 'host', type: 'string', versions: '0+', about: 'Host name' },
        { name: 'port', type: 'uint16', versions: '0+', about: 'TCP port' },
        {
          name: 'securityProtocol',
          type: 'int16',
          versions: '0+',
          about: 'Number of the security protocol; 0 is plaintext',
        },
      ],
    },
    {
      name: 'features',
      type: '[]ControllerFeature',
      versions: '0+',
      about: 'Features with the levels that are supported',
      fields: [
        { name: 'name', type: 'string', versions: '0+', about: 'Name of it' },
        {
          name: 'minSupportedVersion',
          type: 'int16',
          versions: '0+',
          about: 'Lowest level that is supported',
        },
        {
          name: 'maxSupportedVersion',
          type: 'int16',
          versions: '0+',
          about: 'Highest level that is supported',
        },
      ],
    },
  ],
} satisfies DataSchema
