// Command httpcode explains HTTP errors: in Slack, and at the command line.
package main

func main() {}
