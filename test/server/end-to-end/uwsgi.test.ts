import { testUwsgiSockets, throughGateway } from './uwsgi-socket-tests.js';

testUwsgiSockets(throughGateway);
