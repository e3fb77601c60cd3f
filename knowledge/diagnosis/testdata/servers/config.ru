run lambda { |env|
  raise 'on purpose' if env['PATH_INFO'] == '/raise'
  [404, { 'content-type' => 'text/plain' }, ['nothing here']]
}
