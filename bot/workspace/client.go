package workspace

// routeClient sets up the page and its API.
func (w *Workspace) routeClient() {}
