package article

import (
	"strconv"
	"strings"
	"time"
)

// isoTime reads an ISO 8601 date or time (RFC 3339 and its looser kin) that
// makes up all of s.
func isoTime(s string) (Date, bool) {
	s = strings.TrimSpace(s)
	if len(s) < 10 || len(s) > 40 || s[4] != '-' || s[7] != '-' {
		return Date{}, false
	}
	if len(s) == 10 {
		t, err := time.Parse(time.DateOnly, s)
		return Date{Time: t}, err == nil && t.Year() >= 1900
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02T15:04", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05 MST", "2006-01-02 15:04:05", "2006-01-02 15:04"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() >= 1900 {
			if _, off := t.Zone(); off == 0 {
				t = t.UTC()
			} else {
				// Without the name of the local zone of this machine.
				t = t.In(time.FixedZone("", off))
			}
			return Date{Time: t.Truncate(time.Second), HasTime: true}, true
		}
	}
	return Date{}, false
}

// unixTime reads seconds or milliseconds since 1970, from 1990 on.
func unixTime(s string) Date {
	if len(s) < 9 || len(s) > 17 {
		return Date{}
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return Date{}
	}
	if f > 1e11 {
		f /= 1000
	}
	if f < 631152000 || f > 4e9 {
		return Date{}
	}
	return Date{Time: time.Unix(int64(f), 0).UTC(), HasTime: true}
}
