/** The typed face of the generated descriptions: an API by its number, whole messages from partial ones. */
import type { ApiDescription, Partially } from './codec/description.ts'
import { assert } from './failure.ts'
import { type ApiKey, apis, type RequestOf, type ResponseOf } from './generated/index.ts'

/** The first Produce version that ApiVersions lists. Versions 0 to 2 are refused, yet old librdkafka must see them. */
export const PRODUCE_LISTED_FROM = 0

/** The description of an API. */
export function apiOf<K extends ApiKey>(key: K): ApiDescription<RequestOf<K>, ResponseOf<K>> {
  const api = apis.get(key)
  assert(api !== undefined, `API key ${key} is described`)
  return api as ApiDescription<RequestOf<K>, ResponseOf<K>>
}

/** A whole request of API `key`, from the fields that differ from their defaults, at any depth. */
export function requestOf<K extends ApiKey>(key: K, given?: Partially<RequestOf<K>>): RequestOf<K> {
  return apiOf(key).request(given)
}

/** A whole response of API `key`, from the fields that differ from their defaults, at any depth. */
export function responseOf<K extends ApiKey>(key: K, given?: Partially<ResponseOf<K>>): ResponseOf<K> {
  return apiOf(key).response(given)
}
