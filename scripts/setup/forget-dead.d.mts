export function forgetDead(pidFile: string, name: string, milliseconds?: number): Promise<boolean>
