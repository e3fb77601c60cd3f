package knowledge

import (
	"regexp"
	"strings"
)

// This file holds the words by which people's and programs' texts are judged.
// They are sets: a word more or less changes no code.

// familyWords are the words by which people name a family in a query. A word
// can stand for several: "ssl" is asked of TLS, and of browsers.
var familyWords = map[string][]string{
	"nginx": {"nginx"}, "iis": {"iis"}, "asp.net": {"iis"}, "aspnet": {"iis"}, "ancm": {"iis"}, "aspnetcore": {"iis"}, "cloudflare": {"cloudflare"}, "cf": {"cloudflare"},
	"alb": {"aws-elb"}, "elb": {"aws-elb"}, "aws": {"aws-elb", "cloudfront", "aws-api-gateway", "aws-s3"}, "cloudfront": {"cloudfront"}, "s3": {"aws-s3"},
	"squid": {"squid"}, "fastly": {"fastly"}, "vercel": {"vercel"}, "gcp": {"gcp"}, "akamai": {"akamai"},
	"azure": {"azure-application-gateway", "azure-front-door", "azure-storage"}, "gcs": {"google-cloud-storage"}, "agw": {"azure-application-gateway"}, "afd": {"azure-front-door"},
	"tornado": {"tornado"}, "spring": {"spring"}, "anthropic": {"anthropic"},
	"shopify": {"shopify"}, "laravel": {"laravel"}, "esri": {"esri"}, "arcgis": {"esri"}, "apache": {"apache"},
	"cpanel": {"apache"}, "twitter": {"twitter"}, "pantheon": {"pantheon"}, "qualys": {"qualys"}, "linkedin": {"linkedin"},
	"curl": {"curl"}, "libcurl": {"curl"}, "chrome": {"browser"}, "firefox": {"browser"}, "browser": {"browser"}, "net": {"browser"},
	"apple": {"apple"}, "ios": {"apple"}, "safari": {"apple"}, "iphone": {"apple"}, "ipad": {"apple"}, "macos": {"apple"}, "swift": {"apple"}, "xcode": {"apple"}, "urlsession": {"apple"}, "nsurlerrordomain": {"apple"}, "alamofire": {"apple"}, "afnetworking": {"apple"}, "nsurlsession": {"apple"}, "nsurlerror": {"apple"}, "cfnetwork": {"apple"},
	"node": {"node"}, "nodejs": {"node"}, "node.js": {"node"}, "undici": {"node"}, "errno": {"errno"}, "winsock": {"errno"}, "wsa": {"errno"}, "wsaerror": {"errno"}, "winerror": {"errno"},
	"dns": {"dns"}, "rcode": {"dns"}, "tls": {"tls"}, "ssl": {"tls", "browser"}, "alert": {"tls"}, "grpc": {"grpc"}, "grpc-status": {"grpc"},
	"h2": {"h2"}, "h3": {"h2"}, "http2": {"h2"}, "http/2": {"h2"}, "http3": {"h2"}, "http/3": {"h2"}, "quic": {"h2"}, "rst_stream": {"h2"}, "goaway": {"h2"},
	"envoy": {"envoy"}, "istio": {"envoy"}, "haproxy": {"haproxy"}, "heroku": {"heroku"}, "proxy-status": {"proxy-status"},
}

// fillers are words around a code in a question that carry no meaning here.
var fillers = wordSet(`lol omg wtf hell heck fuck damn a about am an and any anyone anybody are between by can code codes compare compared comparison could diff diffs n r
	difference different do does error errors err exact exit explain explained explanation fix flag flags for from get gets getting give gives
	giving got guys had has have hello help hey hi how idea http http/1.0 http/1.1 https i i'm im in into is it it's its keep keeps know knows mean meaning means me my now number of ok okay on or our
	please plz receive received receiving response responses return returned returning returns same say says server
	see seeing seen should use used instead server's servers fault retry retried safe client's clients side always cause caused causes reason
	happen happens s t m re ve wrong sometimes app application api core site website service backend request url call endpoint proxy gateway
	load balancer ingress deploy deployment should show so status statuses sub tell than that the then there these they this to us use using versus vs vs. was we were
	what what's whats when which why with would you your termination state states page pages message subcode substatus thank thanks folks`)

// numberWords say that a number beside them is an error's: only with one, or
// alone, is a number of four digits and more taken for a code.
var numberWords = wordSet("error errors code codes errno err vs mean means winsock status")

// compareWords say that a query compares.
var compareWords = wordSet("vs vs. versus or and n between difference differences differ differs diffrence differnce diffrent different diff compare compared comparison than")

func wordSet(words string) map[string]bool {
	set := make(map[string]bool)
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// A number in running text is a status only where the words around it say so.
// These sets are that judgement.
var (
	// nounsBefore make the number that follows a status: "status 502".
	nounsBefore = wordSet("codes statuscodes status statuscode statuses httpstatus http https error errors err response responsecode httpcode code respstatus berespstatus httperror")
	// statusNouns do so for codes that are no errors too: "status 200".
	statusNouns = wordSet("status statuscode statuses httpstatus http https responsecode httpcode respstatus berespstatus")
	// verbsBefore may: "returned 502", but "returned 500 boxes".
	verbsBefore = wordSet(`returned returns returning return got gets getting get received receives receiving receive
		responded responds responding respond replied replies answered answers threw throws throwing throw gave gives giving give
		seeing see sees saw showing shows show showed hitting hit hits served serving serves serve with a an the these those some
		intermittent random occasional sporadic constant many another same sends sent sending`)
	// afterVerb may follow such a number; any other word is what is counted.
	afterVerb = wordSet(`error errors status response responses from on for when after while in with to at and or but code codes
		because since instead page pages if as via over by again back until then not every only randomly intermittently sometimes
		twice once three several times during today now whenever before help pls plz please lol thx thanks explained meaning although though however even - – i we it they is was are were everywhere http https`)
	// afterNoun confirm a number by themselves: "502 errors".
	afterNoun = wordSet("error errors status response responses http")
	// counted are things that come in hundreds, and units.
	counted = wordSet(`ms s sec secs second seconds min mins minute minutes hour hours day days week weeks month months year years
		b bytes byte kb mb gb tb kib mib gib k m km cm mm ft px pt rem em hz mhz rpm mph kg lb lbs miles meters metres
		boxes box orders order users user people persons customers items item units unit rows row records record lines points
		likes followers dollars euros pounds usd eur gbp bucks cases copies calories watts volts pieces tickets files jobs percent
		times requests req reqs connections threads workers pods nodes samples tokens words chars characters employees guests seats`)
	// durations before "503s" make it seconds, unless one of changes stands before
	// them: a spike in 503s.
	durations = wordSet("in within after took takes taking lasted lasts duration elapsed uptime runtime time timeout every per wait waited for finished completed")
	changes   = wordSet(`spike spikes increase increased increases rise rising uptick jump jumped surge drop dropped decrease growth change changes resulting
		results result ends end ending culminating flood burst bursts stream up down responding alert alerts alerting alarm paged page reason looking look watch watching checking check except`)
	// neverBefore turn what looks like a code into something else.
	neverBefore = wordSet("extension locker bib paragraph step chapter section item build level version floor seat gate lane track row article paragraph figure slide table exit exited exitcode area zip zipcode postal post promo discount coupon product dress paid pay pays cost costs spent price worth voucher source bar qr signal process pin access dialing dial error_budget budget order ticket room port line invoice")
)

// linking words stand between a noun and its number: a status code of 500.
var linking = wordSet("of is was be being as equals")

// servers are what a status comes "from".
var servers = wordSet(`nginx apache haproxy envoy traefik caddy iis cloudflare cloudfront fastly akamai upstream server backend origin gateway
	proxy api load balancer alb elb ingress service endpoint app application site website cdn varnish kong istio`)

// technical are words that make a short text one about a website, and so a
// three-digit number in it a status: "404 after deploy".
var technical = wordSet(`api auth backend balancer browser bucket cache cached caching redirects redirected redirecting cdn checkout chrome container cookie cors crashloop csrf curl dashboard
	database db deploy deployment deploys dns docker download endpoint firefox firewall frontend function gateway health healthcheck
	homepage origin log logs htaccess http https ingress k8s kubernetes lambda load login logout nginx oauth php pod pods postman probe proxy
	redirect redis release reload request restart rewrite rollout route router s3 safari server session signin site ssl timeout tls
	crawler bot bots script client clients app cron job prod production staging customers shop cluster node server's
	token upload upstream url vpn waf webhook webpage website websocket wordpress apache haproxy envoy traefik iis cloudflare cloudfront`)

// measures before a number make it an amount: to 500, under 404.
var measures = wordSet("to from than by about over under below above around almost nearly exactly until till plus minus times")

// wishes begin questions and requests that ask for no reason.
var wishes = wordSet("can could should shall do does did who where when please lets is are would will may")

// numbered are things with numbers of their own.
var numbered = wordSet("extension zip room seat lane gate floor chapter row ticket invoice flight channel apartment")

// days and longer are what plans are told by.
var days = wordSet("week weeks month months year tomorrow tonight monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december")

// pronouns stand for people, who report no errors of themselves.
var pronouns = wordSet("he she him her his hers")

// codeNouns are what codes are called.
var codeNouns = wordSet("return returns code codes status error errors err http response exception explain")

// verbs are HTTP's methods as those write them who speak of HTTP.
var verbs = regexp.MustCompile(`\b(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b`)
