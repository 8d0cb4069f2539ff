// The pages for administrators, fetched together when one of them is opened.

export { Audit } from './Audit.tsx';
export { Invitations } from './Invitations.tsx';
export { Machines } from './Machines.tsx';
export { People } from './People.tsx';
export { Policies } from './Policies.tsx';
export { Storage } from './Storage.tsx';
