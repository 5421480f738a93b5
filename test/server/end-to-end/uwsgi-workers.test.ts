import { byWorkers, testUwsgiSockets } from './uwsgi-socket-tests.js';

testUwsgiSockets(byWorkers);
