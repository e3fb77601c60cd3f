package knowledge

import (
	"strings"
	"unicode"
)

// foreignFillers are words around a code in other languages than English: error,
// code, status, page, server, not found. A word more or less changes no code.
var foreignFillers = wordSet(`
	mit von auf im am wegen en con sur avec dans chez par c'est quoi per com em na no w на в с от при por que
	zugriff verweigert abgelehnt anmeldung fehlgeschlagen dienst verfügbar überlastet zeit abgelaufen interner schlechtes acceso denegado interno servicio disponible accès refusé indisponible accesso negato servizio toegang geweigerd acesso negado доступ запрещён запрещен fehler fehlercode fehlermeldung serverfehler seite nicht gefunden zeitüberschreitung verboten ungültig anfrage antwort meldung bekomme kommt beim bei der die das ich was ist bedeutet bedeutung ursache lösung heißt warum unterschied zwischen und oder
	erreur erreurs code serveur page introuvable délai dépassé interdit passerelle requête réponse statut que veut dire signifie pourquoi différence entre et ou le la les une de du des
	error errores código codigo servidor página pagina no encontrada encontrado prohibido tiempo agotado solicitud respuesta estado qué que significa significado por diferencia y o el los un una del
	errore errori codice pagina non trovata trovato vietato richiesta risposta stato cosa significa perché differenza il lo di
	erro erros não nao encontrada encontrado proibido resposta o do da
	fout foutcode foutmelding pagina niet gevonden verboden wat betekent het een
	fel felkod felmeddelande sidan hittades inte feil feilkode siden ikke funnet fejl fejlkode blev fundet virhe virhekoodi sivua löydy
	błąd blad błędu kod strony nie znaleziono chyba chybový kód stránka nenalezena hiba hibakód oldal nem található eroare cod pagina greška napaka koda
	hata hatası kodu sayfa bulunamadı ne demek sunucu
	ошибка ошибки ошибку ошибке код кода страница не найдена сервер сервера запрещено статус что значит означает почему помилка помилки сторінка знайдено грешка страницата намерена
	σφάλμα κωδικός lỗi mã kesalahan galat ralat kode klaida kļūda viga
	エラー コード エラーコード とは ステータス ステータスコード サーバー サーバーエラー ページ 見つかりません タイムアウト が出る
	错误 错误代码 代码 状态码 服务器 服务器错误 页面 未找到 超时 网关 是什么 什么意思 錯誤 錯誤代碼 狀態碼 伺服器
	오류 에러 코드 오류코드 상태 서버 페이지 त्रुटि خطأ خطا שגיאה ข้อผิดพลาด`)

// foreignErrors begin or end words that mean an error, in languages that
// compose or inflect: Gatewayfehler, ошибками.
var foreignErrors = []string{"fehler", "foutcode", "ошибк", "помилк", "erreur", "errore", "virhe", "エラー", "错误", "錯誤", "오류", "에러"}

// isForeignFiller says whether a word, lower case, is one that may stand around
// a code in another language.
func isForeignFiller(low string) bool {
	return foreignFillers[low] || isForeignError(low)
}

// isForeignError says whether a word, lower case, means an error.
func isForeignError(low string) bool {
	for _, e := range foreignErrors {
		if strings.HasPrefix(low, e) || strings.HasSuffix(low, e) {
			return true
		}
	}
	return false
}

// spaceScripts puts spaces between a number and the letters of other scripts,
// which write none: エラー503.
func spaceScripts(s string) string {
	var b strings.Builder
	last := rune(0)
	for _, r := range s {
		if isOtherLetter(last) && isASCIIDigit(r) || isASCIIDigit(last) && isOtherLetter(r) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

func isASCIIDigit(r rune) bool  { return '0' <= r && r <= '9' }
func isOtherLetter(r rune) bool { return r > unicode.MaxLatin1 && unicode.IsLetter(r) }
