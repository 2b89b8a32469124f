import { z } from 'zod'
import { HostName } from '../domains.ts'
import { DeployId, EnvironmentName, ProjectName, ServiceName, VersionNumber } from '../ids.ts'
import { ReplicaId, ReplicaOrAll } from '../services.ts'

export const project = z.object({ project: ProjectName })
export const version = project.extend({ version: VersionNumber })
export const environment = project.extend({ environment: EnvironmentName })
export const domain = project.extend({ host: HostName })
export const service = environment.extend({ service: ServiceName })
export const replicas = service.extend({ replica: ReplicaOrAll })
export const replica = service.extend({ replica: ReplicaId })
export const deploy = z.object({ deploy: DeployId })
export const nothing = z.object({}).strict()
