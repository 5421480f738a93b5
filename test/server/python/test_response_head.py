import unittest

from tsgi_worker.request import response_head
from tsgi_worker.request.response_head import Head


class Checks(unittest.TestCase):
    def test_what_is_wrong_is_named(self):
        good = [("Content-Type", "text/plain")]
        rows = [
            (b"200 OK", good, TypeError, "status must be str"),
            ("200", "no list", TypeError, "headers must be a list"),
            ("OK", good, ValueError, "three digits"),
            ("2000 OK", good, ValueError, "three digits"),
            ("200 OK\r\nX: y", good, ValueError, "control character"),
            ("200 \u20ac", good, ValueError, "not latin-1"),
            ("200 OK", [("X", "a\r\nY: b")], ValueError, "value of header X"),
            ("200 OK", [("X", "a\0b")], ValueError, "value of header X"),
            ("200 OK", [("X", "\u20ac")], ValueError, "not latin-1"),
            ("200 OK", [("X", 3)], TypeError, "value of header X must be str"),
            ("200 OK", [("X", b"v")], TypeError, "value of header X must be str"),
            ("200 OK", [(b"X", "v")], TypeError, "header name must be str"),
            ("200 OK", [("X Y", "v")], ValueError, "not a header name"),
            ("200 OK", [("X:", "v")], ValueError, "not a header name"),
            ("200 OK", [("", "v")], ValueError, "not a header name"),
            ("200 OK", [("X", "v", "w")], TypeError, "tuple of name and value"),
            ("200 OK", [("Content-Length", "abc")], ValueError, "not a Content-Length"),
            ("200 OK", [("Content-Length", "-1")], ValueError, "not a Content-Length"),
            ("200 OK", [("Content-Length", "9" * 30)], ValueError, "too large"),
            ("200 OK", [("Content-Length", "5"), ("content-length", "6")], ValueError, "differ: 5 and 6"),
            ("100 Continue", good, ValueError, "not a final status"),
            ("101 Switching Protocols", good, ValueError, "not a final status"),
            ("103 Early Hints", good, ValueError, "not a final status"),
        ] + [
            ("200 OK", [("X", "a%sb" % chr(sign))], ValueError, "value of header X holds a control character")
            for sign in [*range(9), *range(10, 32), 127]
        ] + [
            ("200 O%sK" % chr(sign), good, ValueError, "status holds a control character")
            for sign in [*range(9), *range(10, 32), 127]
        ]
        for status, headers, error, message in rows:
            with self.subTest(status=status, headers=headers):
                with self.assertRaisesRegex(error, message):
                    Head(status, headers)

    def test_what_is_right_is_kept_in_order_and_case(self):
        head = Head("200 OK", [("Set-Cookie", "a=1"), ("X-Caf\u00e9".replace("\u00e9", "e"), "caf\u00e9"), ("Set-Cookie", "b")])
        self.assertEqual(head.encode(), b"200 OK\0Set-Cookie\0a=1\0X-Cafe\0caf\xe9\0Set-Cookie\0b")

    def test_a_tab_may_stand_in_a_value(self):
        self.assertEqual(Head("200 OK", [("X", "a\tb")]).encode(), b"200 OK\0X\0a\tb")

    def test_a_length_that_is_repeated_is_sent_once(self):
        head = Head("200 OK", [("Content-Length", "5"), ("Content-Length", "5")])
        self.assertEqual((head.encode(), head.length), (b"200 OK\0Content-Length\x005", 5))

    def test_hop_by_hop_headers_are_dropped(self):
        head = Head("200 OK", [("Connection", "close"), ("TRANSFER-ENCODING", "chunked"), ("X", "v")])
        self.assertEqual(head.encode(), b"200 OK\0X\0v")

    def test_answers_without_a_body(self):
        for status, bodyless, length in [("204 No Content", True, None), ("304 Not Modified", True, 5),
                                         ("200 OK", False, 5)]:
            with self.subTest(status=status):
                head = Head(status, [("Content-Length", "5")])
                self.assertEqual((head.bodyless, head.length), (bodyless, length))

    def test_a_head_like_one_before_is_a_head_of_its_own(self):
        for status, headers, bodyless in (("200 OK", [("A", "b"), ("Connection", "close")], False),
                                          ("204 No Content", [("A", "b"), ("Content-Length", "0")], True)):
            first, second, third = (Head(status, list(headers)) for _ in range(3))
            first.add_length(5)
            self.assertTrue(first.encode().endswith(b"\0Content-Length\x005"))
            for head in second, third:
                self.assertEqual((head.length, head.bodyless), (None, bodyless))
                self.assertEqual(head.fields, [status, "A", "b"])
                self.assertEqual(head.encode(), b"\0".join(text.encode() for text in head.fields))

    def test_a_head_with_lists_for_tuples_is_looked_at_each_time(self):
        for _ in range(2):
            self.assertEqual(Head("200 OK", [["A", "b"]]).encode(), b"200 OK\0A\0b")

    def test_ever_new_heads_take_little_memory(self):
        for number in range(2000):
            Head("200 OK", [("X-Number", str(number))])
        self.assertLess(len(response_head._right), 300)


if __name__ == "__main__":
    unittest.main()
