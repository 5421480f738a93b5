import bottle

application = bottle.Bottle()


@application.route('/')
def index():
    return 'Hello from Bottle'


@application.route('/hello/<name>')
def hello(name):
    return bottle.template('Hello {{name}}', name=name)


@application.post('/upload')
def upload():
    return {'bytes': len(bottle.request.body.read())}
