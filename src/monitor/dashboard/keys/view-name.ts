/** `workers` is the first view of every document, whatever its rows are. */
export type ViewName = 'workers' | 'requests' | 'sockets' | 'history' | 'events' | 'more';
