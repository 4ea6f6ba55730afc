export class ApiError extends Error {
  status: number
  code: string
  retryAfter: number
}

export interface Answer {
  data: any
  etag: string | null
}

export interface CallOptions {
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
  parse?: (text: string) => unknown
}

export interface ClientOptions {
  token?: () => Promise<string>
  onAnswer?: (answer: { method: string; path: string; status: number; milliseconds: number }) => void
  onPause?: (seconds: number, error: ApiError) => void
}

export interface Client {
  call(method: string, path: string, options?: CallOptions): Promise<Answer>
  get(path: string, options?: CallOptions): Promise<Answer>
  forget(): void
}

export function createClient(options?: ClientOptions): Client
export function parseExact(text: string): unknown
