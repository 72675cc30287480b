package sentiment

import "standpoint/lexicon"

func lexTokens(text string) []lexicon.Token { return lexicon.Tokenize(text, nil) }
