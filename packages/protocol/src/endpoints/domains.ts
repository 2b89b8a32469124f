import { z } from 'zod'
import { EnvironmentAccess, SetAccessRule, SetMaintenance } from '../access-rules.ts'
import {
  Certificate,
  CertificateId,
  CertificateSettings,
  NewCertificate,
  SetAuthority,
} from '../certificates.ts'
import { Domain, DomainChanges, NewDomain } from '../domains.ts'
import { ServiceName } from '../ids.ts'
import { Removed } from '../undo.ts'
import type { Endpoint } from './endpoint.ts'
import { domain, environment, nothing, project } from './parameters.ts'

/** Domains, certificates, and who may come in. */
export const domainsEndpoints = {
  allDomains: {
    method: 'GET',
    path: '/api/v1/domains',
    needs: 'read',
    summary: 'Domains of all projects, with where DNS leads and how it stands with their certificates',
    answer: z.array(Domain),
  },
  domains: {
    method: 'GET',
    path: '/api/v1/projects/:project/domains',
    needs: 'read',
    summary: 'Domains of a project',
    params: project,
    answer: z.array(Domain),
  },
  addDomain: {
    method: 'POST',
    path: '/api/v1/projects/:project/domains',
    needs: 'deploy',
    summary: 'Let a host name of your own lead to a service',
    params: project,
    body: NewDomain,
    answer: Domain,
    status: 201,
  },
  changeDomain: {
    method: 'PATCH',
    path: '/api/v1/projects/:project/domains/:host',
    needs: 'deploy',
    summary: 'Change where a domain leads, its redirect to https, HSTS',
    params: domain,
    body: DomainChanges,
    answer: Domain,
  },
  removeDomain: {
    method: 'DELETE',
    path: '/api/v1/projects/:project/domains/:host',
    needs: 'deploy',
    summary: 'Remove a domain, and the certificate that was obtained for it',
    params: domain,
    answer: Removed,
  },
  checkDomain: {
    method: 'POST',
    path: '/api/v1/projects/:project/domains/:host/check',
    needs: 'deploy',
    summary: 'Look now where DNS leads, and ask for a certificate without waiting',
    params: domain,
    answer: Domain,
  },
  certificates: {
    method: 'GET',
    path: '/api/v1/certificates',
    needs: 'read',
    summary: 'Certificates; private keys are never returned',
    answer: z.array(Certificate),
  },
  addCertificate: {
    method: 'POST',
    path: '/api/v1/certificates',
    needs: 'admin',
    summary: 'Upload a certificate with its key; it takes the place of one for the same names',
    body: NewCertificate,
    answer: Certificate,
    status: 201,
  },
  deleteCertificate: {
    method: 'DELETE',
    path: '/api/v1/certificates/:certificate',
    needs: 'admin',
    summary: 'Remove a certificate',
    params: z.object({ certificate: CertificateId }),
    answer: nothing,
  },
  certificateSettings: {
    method: 'GET',
    path: '/api/v1/certificate-authority',
    needs: 'read',
    summary: 'Who gives out certificates',
    answer: CertificateSettings,
  },
  setAuthority: {
    method: 'PUT',
    path: '/api/v1/certificate-authority',
    needs: 'admin',
    summary: 'Obtain certificates from this authority (ACME, HTTP-01)',
    body: SetAuthority,
    answer: CertificateSettings,
  },
  removeAuthority: {
    method: 'DELETE',
    path: '/api/v1/certificate-authority',
    needs: 'admin',
    summary: 'Obtain no certificates any more; those that are there stay',
    answer: CertificateSettings,
  },
  accessRules: {
    method: 'GET',
    path: '/api/v1/projects/:project/environments/:environment/access',
    needs: 'read',
    summary: 'Who may come in and how often, by service; maintenance',
    params: environment,
    answer: EnvironmentAccess,
  },
  setAccessRule: {
    method: 'PUT',
    path: '/api/v1/projects/:project/environments/:environment/access/:service',
    needs: 'deploy',
    summary: 'Ask visitors of a service for a password, for a network, for patience',
    params: environment.extend({ service: ServiceName }),
    body: SetAccessRule,
    answer: EnvironmentAccess,
  },
  removeAccessRule: {
    method: 'DELETE',
    path: '/api/v1/projects/:project/environments/:environment/access/:service',
    needs: 'deploy',
    summary: 'Remove the access rule of a service',
    params: environment.extend({ service: ServiceName }),
    answer: EnvironmentAccess.extend(Removed.shape),
  },
  setMaintenance: {
    method: 'PUT',
    path: '/api/v1/projects/:project/environments/:environment/maintenance',
    needs: 'deploy',
    summary: 'Close an environment for maintenance, but for some networks; or open it',
    params: environment,
    body: SetMaintenance,
    answer: EnvironmentAccess,
  },
} as const satisfies Record<string, Endpoint>
