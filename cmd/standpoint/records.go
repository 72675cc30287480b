package main

import (
	"cmp"
	"fmt"
	"strings"

	"standpoint/analyze"
	"standpoint/article"
)

// toInput reads the usual fields of a record: text (required), id, title,
// claim or target, parent_text, article_title, article_description (or article_summary). fallback
// is the claim of a record that has none. A record with neither but with a
// parent_text is judged toward its parent: favor means that it agrees.
func toInput(row article.Row, fallback article.Claim) (analyze.Input, error) {
	get := func(name string) string {
		v, _ := row.Get(name)
		return strings.TrimSpace(v)
	}
	c := &article.Comment{ID: get("id"), Title: get("title"), Text: get("text"), Author: get("author"), Line: row.Line}
	if c.Text == "" && c.Title == "" {
		if _, ok := row.Get("text"); ok {
			return analyze.Input{}, fmt.Errorf("the field \"text\" is empty")
		}
		var names []string
		for _, f := range row.Fields() {
			names = append(names, f.Name)
		}
		return analyze.Input{}, fmt.Errorf("no field \"text\"; the record has: %s", strings.Join(names, ", "))
	}
	a := &article.Article{ID: get("article_id"), Title: get("article_title"), Summary: cmp.Or(get("article_description"), get("article_summary")), Claim: fallback}
	in := analyze.Input{Article: a, Comment: c}
	parent := get("parent_text")
	if parent != "" {
		in.Parent = &article.Comment{ID: get("parent_id"), Text: parent}
		c.ParentID = in.Parent.ID
	}
	switch claim, target := get("claim"), get("target"); {
	case claim != "" && claim == parent:
		a.Claim = article.Claim{Text: parent, Source: article.ClaimParent}
	case claim != "":
		a.Claim = article.Claim{Text: claim, Source: article.ClaimGiven}
	case target != "":
		a.Claim = article.Claim{Text: target, Source: article.ClaimGiven, Target: true}
	case fallback.Text == "" && parent != "":
		a.Claim = article.Claim{Text: parent, Source: article.ClaimParent}
	}
	return in, nil
}

// judgeRecord judges one record; its parent, if it came along, is judged first.
func judgeRecord(in analyze.Input, opt analyze.Options) (analyze.Judgment, error) {
	if in.Parent != nil && in.Article.Claim.Source != article.ClaimParent {
		j, err := analyze.JudgeOne(analyze.Input{Article: in.Article, Comment: in.Parent}, opt)
		if err != nil {
			return analyze.Judgment{}, fmt.Errorf("parent: %w", err)
		}
		in.ParentJudgment = &j
	}
	return analyze.JudgeOne(in, opt)
}
