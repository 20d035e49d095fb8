import type { ApiSchema } from './form/schema.ts'

export const apiVersions = {
  key: 18,
  name: 'ApiVersions',
  versions: '0-4',
  flexibleFrom: 3,
  request: {
    fields: [
      {
        name: 'clientSoftwareName',
        type: 'string',
        versions: '3+',
        ignorable: true,
        about: 'Name of the client library',
      },
      {
        name: 'clientSoftwareVersion',
        type: 'string',
        versions: '3+',
        ignorable: true,
        about: 'Version of the client library',
      },
    ],
  },
  response: {
    fields: [
      { name: 'errorCode', type: 'int16', versions: '0+', about: 'Error code; 0 for none' },
      {
        name: 'apiKeys',
        type: '[]ApiVersion',
        versions: '0+',
        about: 'The APIs that are answered, with their versions',
        fields: [
          { name: 'apiKey', type: 'int16', versions: '0+', about: 'Number of the API' },
          { name: 'minVersion', type: 'int16', versions: '0+', about: 'Lowest version that is spoken' },
          { name: 'maxVersion', type: 'int16', versions: '0+', about: 'Highest version that is spoken' },
        ],
      },
      {
        name: 'throttleTimeMs',
        type: 'int32',
        versions: '1+',
        ignorable: true,
        about: 'How long the answer was held back by a quota, in ms',
      },
      {
        name: 'supportedFeatures',
        type: '[]SupportedFeatureKey',
        versions: '3+',
        tag: 0,
        tagged: '3+',
        ignorable: true,
        about: 'Features that the broker could do',
        fields: [
          { name: 'name', type: 'string', versions: '3+', about: 'Name of it' },
          { name: 'minVersion', type: 'int16', versions: '3+', about: 'Lowest version that is spoken' },
          { name: 'maxVersion', type: 'int16', versions: '3+', about: 'Highest version that is spoken' },
        ],
      },
      {
        name: 'finalizedFeaturesEpoch',
        type: 'int64',
        versions: '3+',
        tag: 1,
        tagged: '3+',
        default: -1,
        ignorable: true,
        about: 'Epoch of the finalized features; -1 when unknown',
      },
      {
        name: 'finalizedFeatures',
        type: '[]FinalizedFeatureKey',
        versions: '3+',
        tag: 2,
        tagged: '3+',
        ignorable: true,
        about: 'Features that are in force in the whole cluster',
        fields: [
          { name: 'name', type: 'string', versions: '3+', about: 'Name of it' },
          { name: 'maxVersionLevel', type: 'int16', versions: '3+', about: 'Highest finalized level' },
          { name: 'minVersionLevel', type: 'int16', versions: '3+', about: 'Lowest finalized level' },
        ],
      },
      {
        name: 'zkMigrationReady',
        type: 'bool',
        versions: '3+',
        tag: 3,
        tagged: '3+',
        ignorable: true,
        about: 'Whether a migration from ZooKeeper could start',
      },
    ],
  },
} satisfies ApiSchema
