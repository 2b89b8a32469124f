import { z } from 'zod'
import { DeployKey } from '../access.ts'
import { EnvironmentName, VariableName } from '../ids.ts'
import * as projects from '../projects.ts'
import { Removed } from '../undo.ts'
import type { Endpoint } from './endpoint.ts'
import { project } from './parameters.ts'

/** Projects and their variables. */
export const projectsEndpoints = {
  projects: {
    method: 'GET',
    path: '/api/v1/projects',
    needs: 'read',
    summary: 'All projects',
    answer: z.array(projects.Project),
  },
  createProject: {
    method: 'POST',
    path: '/api/v1/projects',
    needs: 'deploy',
    summary: 'Add a project',
    body: projects.NewProject,
    answer: projects.Project,
    status: 201,
  },
  project: {
    method: 'GET',
    path: '/api/v1/projects/:project',
    needs: 'read',
    summary: 'One project',
    params: project,
    answer: projects.Project,
  },
  changeProject: {
    method: 'PATCH',
    path: '/api/v1/projects/:project',
    needs: 'deploy',
    summary: 'Change settings',
    params: project,
    body: projects.ProjectChanges,
    answer: projects.Project,
  },
  deleteProject: {
    method: 'DELETE',
    path: '/api/v1/projects/:project',
    needs: 'admin',
    summary: 'Delete a project with all versions, environments and volumes',
    params: project,
    answer: projects.Deploy,
    status: 202,
  },
  refs: {
    method: 'GET',
    path: '/api/v1/projects/:project/refs',
    needs: 'read',
    summary: 'Branches and tags of the remote, read now',
    params: project,
    answer: projects.Refs,
  },
  beginKeyChange: {
    method: 'POST',
    path: '/api/v1/projects/:project/key',
    needs: 'deploy',
    summary: 'Make the next SSH key of a project; until the change is finished the remote is shown both',
    params: project,
    answer: DeployKey,
    status: 201,
  },
  finishKeyChange: {
    method: 'PUT',
    path: '/api/v1/projects/:project/key',
    needs: 'deploy',
    summary: 'Use the next key alone, once the remote accepts it',
    params: project,
    answer: DeployKey,
  },
  dropNextKey: {
    method: 'DELETE',
    path: '/api/v1/projects/:project/key',
    needs: 'deploy',
    summary: 'Throw the next key away; the present one stays',
    params: project,
    answer: DeployKey,
  },
  variables: {
    method: 'GET',
    path: '/api/v1/projects/:project/variables',
    needs: 'read',
    summary: 'Variables; values of secrets are never returned',
    params: project,
    answer: z.array(projects.Variable),
  },
  setVariable: {
    method: 'PUT',
    path: '/api/v1/projects/:project/variables/:name',
    needs: 'deploy',
    summary: 'Set a variable',
    params: project.extend({ name: VariableName }),
    body: projects.SetVariable,
    answer: projects.Variable,
  },
  deleteVariable: {
    method: 'DELETE',
    path: '/api/v1/projects/:project/variables/:name',
    needs: 'deploy',
    summary: 'Remove a variable',
    params: project.extend({ name: VariableName }),
    query: z.object({ environment: EnvironmentName.optional() }),
    answer: Removed,
  },
} as const satisfies Record<string, Endpoint>
