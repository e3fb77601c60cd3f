package knowledge

import (
	"regexp"
	"slices"
)

// limit is a default that people quote by its number: a vendor ends or refuses
// what exceeds it.
type limit struct {
	vendor *regexp.Regexp
	amount *regexp.Regexp // with its unit
	ids    []string       // what those who exceed it see
}

// limits are the vendors' documented defaults, past ones included, and what the
// entries tell of them. Sources:
//
//   - API Gateway: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
//   - Heroku: https://devcenter.heroku.com/articles/request-timeout
//   - Cloudflare: https://developers.cloudflare.com/support/troubleshooting/http-status-codes/
//     (error 524; upload size under error 413)
//   - ALB: https://repost.aws/knowledge-center/504-error-alb
//   - Cloud Run: https://cloud.google.com/run/docs/configuring/request-timeout
//   - Vercel: https://vercel.com/docs/functions/limitations
//   - Lambda: https://docs.aws.amazon.com/lambda/latest/dg/API_Invoke.html
//   - nginx: https://nginx.org/en/docs/http/ngx_http_core_module.html#client_max_body_size
var limits = []limit{
	{vendorWord(`api[ -]?gateway|apigw`), seconds("29|30"), []string{"aws-api-gateway/INTEGRATION_TIMEOUT", "http/504"}},
	{vendorWord(`api[ -]?gateway|apigw`), megabytes("10"), []string{"http/413", "aws-api-gateway/REQUEST_TOO_LARGE"}},
	{vendorWord(`heroku`), seconds("30"), []string{"heroku/H12", "http/503"}},
	{vendorWord(`cloudflare|cf`), seconds("100|120|125"), []string{"cloudflare/524"}},
	{vendorWord(`cloudflare|cf`), megabytes("100"), []string{"http/413"}},
	{vendorWord(`alb|application load balancer`), seconds("60"), []string{"aws-elb/504", "http/504"}},
	{vendorWord(`cloud ?run`), regexp.MustCompile(`\b(?:300 ?-?s(?:ec(?:ond)?s?)?|(?:5|60) ?-?min(?:ute)?s?)\b`), []string{"http/504"}},
	{vendorWord(`vercel`), seconds("10|15|60|300"), []string{"vercel/FUNCTION_INVOCATION_TIMEOUT", "http/504"}},
	{vendorWord(`vercel`), megabytes(`4\.5`), []string{"vercel/FUNCTION_PAYLOAD_TOO_LARGE", "http/413"}},
	{vendorWord(`lambda`), megabytes("6"), []string{"http/413"}},
	{vendorWord(`nginx`), megabytes("1"), []string{"http/413"}},
}

func vendorWord(names string) *regexp.Regexp {
	return regexp.MustCompile(`\b(?:` + names + `)\b`)
}

func seconds(numbers string) *regexp.Regexp {
	return regexp.MustCompile(`(?:^|[^\w.])(?:` + numbers + `)[ -]?s(?:ec(?:ond)?s?)?\b`)
}

func megabytes(numbers string) *regexp.Regexp {
	return regexp.MustCompile(`(?:^|[^\w.])(?:` + numbers + `)[ -]?(?:mb|mib|megs?|megabytes?|m)\b`)
}

// ofLimit answers a short text that quotes a vendor's limit by its number and says
// that something ends at it: api gateway cuts after 29 seconds.
func (c *Catalog) ofLimit(x *Explanation, text string) bool {
	low := lowerASCII(text)
	if !isSpoken(text) || !reachesLimit.MatchString(low) || namedStatus.MatchString(cleared(low)) || speaksOfPeople(text) {
		return false
	}
	i := slices.IndexFunc(limits, func(l limit) bool { return l.amount.MatchString(low) && l.vendor.MatchString(low) })
	if i < 0 {
		return false
	}
	for _, id := range limits[i].ids {
		if r := c.byID[id]; r != nil {
			x.take(r)
		}
	}
	return len(x.Matches) > 0
}

// namedStatus is a status that a text names itself.
var namedStatus = regexp.MustCompile(`\b(?:[345]\d\d|h1\d)\b`)

// cleared returns a text without its times, whose numbers may look like statuses.
func cleared(low string) string { return aTime.ReplaceAllString(low, "") }

var aTime = regexp.MustCompile(`\b\d+[ -]?(?:s|secs?|seconds?|mb)\b`)

// reachesLimit are words for what happens at a limit.
var reachesLimit = regexp.MustCompile(`\b(?:limit\w*|max\w*|cuts?|cut off|kill\w*|clos\w+|drop\w*|stop\w*|dies?|died|end(?:s|ed)|abort\w*|reject\w*|refus\w*|time ?s? ?-?out\w*|timing out|fail\w*|hang\w*|error\w*|cap|capped|idle|upload\w*|body|bodies|payload\w*|disconnect\w*|terminat\w*|too (?:big|large|long))\b`)
