package stance

import (
	"strings"
	"sync"

	"standpoint/article"
)

// claimKey is all that reading a claim depends on.
type claimKey struct {
	text, title    string
	target, parent bool
}

func keyOf(in *article.Article) claimKey {
	return claimKey{in.Claim.Text, in.Title, in.Claim.Target, in.Claim.Source == article.ClaimParent}
}

// claimCache holds claims as a method reads them, at most maxClaims; when there
// are more, all are dropped and read again as needed, which changes no result.
type claimCache[T any] struct {
	mu     sync.Mutex
	claims map[claimKey]*T
}

// get is nil for a claim that is not held.
func (c *claimCache[T]) get(key claimKey) *T {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.claims[key]
}

func (c *claimCache[T]) keep(key claimKey, v *T) *T {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.claims == nil || len(c.claims) >= maxClaims {
		c.claims = map[claimKey]*T{}
	}
	key.text, key.title = strings.Clone(key.text), strings.Clone(key.title)
	c.claims[key] = v
	return v
}
