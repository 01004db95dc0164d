package capture

import (
	"net/http"
	"strings"
)

// request is a request that a text shows.
type request struct {
	method, url, path, host string
	// open tells that the next address is the request's.
	open bool
}

func (r request) address() string {
	if r.url == "" && r.host != "" {
		return "https://" + r.host + r.path
	}
	return r.url
}

// openers begin a request in what browsers and shells copy.
var openers = []string{"curl ", "curl.exe ", "fetch(", "Invoke-WebRequest", "Invoke-RestMethod", "Request URL"}

// marker reads what tells of a request at i: its beginning, its address, its first line or its host.
func (s *scanner) marker(i int) bool {
	rest := s.text[i:]
	switch rest[0] {
	case 'h':
		return s.addressAt(i)
	case 'c', 'f', 'I', 'R':
		for _, opener := range openers {
			if strings.HasPrefix(rest, opener) {
				s.request, s.relay, s.last = request{open: true}, "", -1
				return true
			}
		}
	case 'P', 'G':
		return s.firstLine(i)
	case 'H':
		if value, ok := strings.CutPrefix(rest[:min(len(rest), 300)], "Host: "); ok && s.request.path != "" {
			s.request.host, _, _ = strings.Cut(value, "\n")
			s.request.host = strings.TrimSpace(s.request.host)
			return true
		}
	}
	return false
}

// addressAt reads an address: that of the open request, or one whose query may hold a message.
func (s *scanner) addressAt(i int) bool {
	rest := s.text[i:]
	if !strings.HasPrefix(rest, "http://") && !strings.HasPrefix(rest, "https://") || i < s.query {
		return false
	}
	end := strings.IndexAny(rest, " \t\r\n\"'<>)\\`")
	if end < 0 {
		end = len(rest)
	}
	address := strings.TrimSuffix(strings.ReplaceAll(rest[:end], "^", ""), ",")
	if s.request.open {
		s.request.url, s.request.open = address, false
	}
	s.query, s.address = i+end, address
	return true
}

// firstLine reads the first line of a request: POST /login.srf HTTP/1.1.
func (s *scanner) firstLine(i int) bool {
	rest := s.text[i:]
	for _, method := range []string{http.MethodPost, http.MethodGet} {
		path, ok := strings.CutPrefix(rest, method+" ")
		if !ok || i > 0 && s.text[i-1] != '\n' {
			continue
		}
		path, _, _ = strings.Cut(path[:min(len(path), 8<<10)], "\n")
		path, _, _ = strings.Cut(path, " ")
		s.request, s.relay, s.last = request{method: method, path: withoutQuery(path)}, "", -1
		if strings.HasPrefix(path, "http") {
			s.request.open = true
		}
		return true
	}
	return false
}

// errorLine takes the line of an error page: AADSTS50107: The requested …
func (s *scanner) errorLine(i int) int {
	code := codeAt(s.text, i)
	if code == "" {
		return i
	}
	end := i + len(code)
	line := s.text[i:min(len(s.text), i+600)]
	if stop := strings.IndexAny(line, "\r\n\"<"); stop >= 0 {
		line = line[:stop]
	}
	f := s.at
	f.Code, f.Text = strings.ToUpper(code), strings.TrimSpace(line)
	f.Place = s.place(i)
	s.add(f)
	return end
}

// codeAt is the code that stands at i, such as AADSTS50107; "" when there is none.
func codeAt(text string, i int) string {
	const prefix = "AADSTS"
	if len(text)-i < len(prefix)+4 || !strings.EqualFold(text[i:i+len(prefix)], prefix) {
		return ""
	}
	end := i + len(prefix)
	for end < len(text) && '0' <= text[end] && text[end] <= '9' {
		end++
	}
	if digits := end - i - len(prefix); digits < 4 || digits > 8 {
		return ""
	}
	return text[i:end]
}

// aloneCode is the code of an input that is nothing but its number.
func aloneCode(text string) string {
	text = strings.TrimSpace(text)
	if len(text) < 5 || len(text) > 8 || strings.Trim(text, "0123456789") != "" {
		return ""
	}
	return "AADSTS" + text
}
