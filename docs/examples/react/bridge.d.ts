export const inShell: boolean
export function call(name: string, ...args: unknown[]): Promise<any>
export function subscribe(topic: string, callback: (data: any) => void): Promise<() => void>
export function publish(topic: string, data?: unknown): Promise<void>
export function token(): Promise<string>
