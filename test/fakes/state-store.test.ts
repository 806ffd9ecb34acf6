import { stateStoreContract } from '../contracts/state-store.ts';
import { fakeStateStore } from './state-store.ts';

stateStoreContract('the fake state store', async () => fakeStateStore());
