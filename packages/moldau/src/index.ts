export * from '@moldau/client'
export {
  type Clock,
  type Header,
  MoldauError,
  type Random,
  sleep,
  systemClock,
  systemRandom,
} from '@moldau/protocol'
export * from '@moldau/runtime'
export * from '@moldau/streams'
